import { data } from 'react-router';

/** Any other address. */
export function loader() {
  throw data({ code: 'not-found' }, { status: 404 });
}

export default function NotFound() {
  return null;
}
