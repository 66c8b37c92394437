import { outages } from './parts/outages.ts';
import { tooMany } from './parts/too-many.ts';
import { useWorld } from './world.ts';

/** Requests of one client a minute: few enough to be used up in a moment, enough for a person with a browser. */
const REQUESTS_A_MINUTE = 150;

// The address of each visitor is what the proxy before the gateway says it is: so one may ask too often, and others not.
const world = useWorld({ RATE_LIMIT_PER_MINUTE: String(REQUESTS_A_MINUTE), TRUST_PROXY: '1' });

tooMany(world, REQUESTS_A_MINUTE);
outages(world);
