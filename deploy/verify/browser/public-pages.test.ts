import { budgets } from './parts/budgets.ts';
import { live } from './parts/live.ts';
import { looks } from './parts/looks.ts';
import { once } from './parts/once.ts';
import { text } from './parts/text.ts';
import { uploads } from './parts/uploads.ts';
import { whileTyping } from './parts/while-typing.ts';
import { wholeFlow } from './parts/whole-flow.ts';
import { withoutScript } from './parts/without-script.ts';
import { useWorld } from './world.ts';

// One stack and one browser for all of it: starting them takes longer than most of the tests.
const world = useWorld();

budgets(world);
wholeFlow(world);
withoutScript(world);
once(world);
live(world);
whileTyping(world);
uploads(world);
text(world);
looks(world);
