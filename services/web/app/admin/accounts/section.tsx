import type { ReactNode } from 'react';

/** A matter of its own on a page of settings. */
export const Section = ({
  title,
  children,
}: {
  readonly title: string;
  readonly children: ReactNode;
}) => (
  <section className="space-y-4 rounded-card border border-line bg-surface p-5 sm:p-6">
    <h2 className="text-xl">{title}</h2>
    {children}
  </section>
);
