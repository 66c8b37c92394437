import { organiserTransfers } from './parts/organiser-transfers.ts';
import { useWorld } from './world.ts';

organiserTransfers(useWorld());
