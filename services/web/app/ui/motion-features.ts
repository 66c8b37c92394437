/** The part of Motion that measures layout: fetched after the page is alive. */
export { domMax } from 'motion/react';
