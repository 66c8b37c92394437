import { accountLogin } from './parts/account-login.ts';
import { accountLooks } from './parts/account-looks.ts';
import { organiserAccounts } from './parts/organiser-accounts.ts';
import { useWorld } from './world.ts';

// A stack of its own: a hold needs a person who is signed in.
const world = useWorld({ FEATURE_REQUIRE_LOGIN: 'true' });

accountLogin(world);
organiserAccounts(world);
accountLooks(world);
