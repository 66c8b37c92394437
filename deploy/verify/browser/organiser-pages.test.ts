import { organiserDashboard } from './parts/organiser-dashboard.ts';
import { organiserLogin } from './parts/organiser-login.ts';
import { organiserLooks } from './parts/organiser-looks.ts';
import { organiserReview } from './parts/organiser-review.ts';
import { organiserWithoutScript } from './parts/organiser-without-script.ts';
import { useWorld } from './world.ts';

// Limits that no test reaches by its haste: where they are off, passwords can be guessed.
const world = useWorld({ RATE_LIMIT_PER_MINUTE: '100000' });

organiserLogin(world);
organiserDashboard(world);
organiserReview(world);
organiserWithoutScript(world);
organiserLooks(world);
