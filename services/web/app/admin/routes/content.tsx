import { Outlet } from 'react-router';

/** Inside of the frame, so that an error of a page leaves the way to the others. */
export default function Content() {
  return <Outlet />;
}

export { ErrorPage as ErrorBoundary } from '../../shell/error-page.tsx';
