import { LazyMotion, MotionConfig } from 'motion/react';
import * as m from 'motion/react-m';
import { type ReactNode, createContext, useContext } from 'react';
import { useHydrated } from '../live/use-hydrated.ts';

const features = () => import('./motion-features.ts').then((module) => module.domMax);
const IsMoving = createContext(false);

/** Inside, what comes in or changes its place moves there. Nothing moves for people who asked for that. */
export function Moving({ children }: { readonly children: ReactNode }) {
  return (
    <MotionConfig reducedMotion="user" transition={{ duration: 0.35, ease: [0.2, 0.8, 0.2, 1] }}>
      <LazyMotion features={features} strict>
        <IsMoving value={useHydrated()}>{children}</IsMoving>
      </LazyMotion>
    </MotionConfig>
  );
}

/** Comes in from a little below, unless it was there when the page was, and glides when others make it move. */
export function Grow({
  className,
  children,
}: {
  readonly className?: string;
  readonly children: ReactNode;
}) {
  const isMoving = useContext(IsMoving);
  // Rendered on the server it must not carry a style of its own: the page's policy forbids that.
  return (
    <m.div
      layout
      initial={isMoving ? { opacity: 0, y: 12 } : false}
      animate={isMoving ? { opacity: 1, y: 0 } : {}}
      className={className ?? ''}
    >
      {children}
    </m.div>
  );
}
