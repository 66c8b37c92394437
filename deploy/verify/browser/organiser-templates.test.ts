import { organiserTemplates } from './parts/organiser-templates.ts';
import { useWorld } from './world.ts';

organiserTemplates(useWorld());
