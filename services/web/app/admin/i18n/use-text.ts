import { useTranslation } from 'react-i18next';
import { addTexts } from '../../i18n/i18n.ts';
import { en } from './en.ts';
import { id } from './id.ts';

// With the organiser's pages and not before: visitors need not load these words.
addTexts('admin', { id, en });

/** `t` of the organiser's texts. `useTranslation` has those that all pages share. */
export const useText = () => useTranslation('admin').t;
