import { itemPages } from './item-pages.ts';
import { organiserItems } from './parts/organiser-items.ts';
import { organiserLooks } from './parts/organiser-looks.ts';
import { organiserPaymentMethods } from './parts/organiser-payment-methods.ts';
import { useWorld } from './world.ts';

const world = useWorld();

organiserItems(world);
organiserPaymentMethods(world);
organiserLooks(world, itemPages);
