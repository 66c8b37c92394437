import type { ReactNode } from 'react';

/** A part of a page with a heading, on a surface of its own. */
export const Panel = ({
  title,
  aside,
  children,
}: {
  readonly title: string;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}) => (
  <section className="space-y-3">
    <div className="flex flex-wrap items-center justify-between gap-3">
      <h2 className="text-xl">{title}</h2>
      {aside}
    </div>
    {children}
  </section>
);

/** Names and what they are, one under the other. */
export const FactList = ({ children }: { readonly children: ReactNode }) => (
  <dl className="divide-y divide-line rounded-card border border-line bg-surface">{children}</dl>
);

export const Fact = ({
  name,
  children,
}: {
  readonly name: string;
  readonly children: ReactNode;
}) => (
  <div className="flex flex-wrap justify-between gap-x-6 gap-y-1 px-5 py-3">
    <dt className="shrink-0 text-muted">{name}</dt>
    <dd className="min-w-0 font-semibold break-words whitespace-pre-line">{children}</dd>
  </div>
);
