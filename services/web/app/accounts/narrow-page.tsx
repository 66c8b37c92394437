import type { ReactNode } from 'react';
import { useShell } from '../shell/site.ts';

/** One short form and nothing beside it. */
export function NarrowPage({
  title,
  lead,
  children,
}: {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly children: ReactNode;
}) {
  const { site } = useShell();
  return (
    <div className="page grid justify-items-center pt-10 sm:pt-20">
      <title>{`${title} · ${site.projectName}`}</title>
      <meta name="robots" content="noindex" />
      <div className="w-full max-w-sm space-y-6">
        <div className="space-y-1">
          <h1 className="text-3xl font-extrabold">{title}</h1>
          {lead && <p className="break-words text-muted">{lead}</p>}
        </div>
        {children}
      </div>
    </div>
  );
}
