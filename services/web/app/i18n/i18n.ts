import { type i18n as I18n, createInstance } from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en } from './en.ts';
import { id } from './id.ts';
import type { Language } from './language.ts';

type Texts = Readonly<Record<Language, object>>;

const instances = new Map<Language, I18n>();
const added = new Map<string, Texts>();

/** The texts of a language. One instance each for all requests: nothing in it belongs to anybody. */
export function i18nOf(language: Language): I18n {
  const known = instances.get(language);
  if (known) return known;

  const instance = createInstance();
  void instance.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'id',
    resources: { id: { common: id }, en: { common: en } },
    defaultNS: 'common',
    // Everything is here already, and React escapes what it shows.
    initAsync: false,
    interpolation: { escapeValue: false },
    react: { useSuspense: false },
  });
  for (const [namespace, texts] of added) {
    instance.addResourceBundle(language, namespace, texts[language]);
  }
  instances.set(language, instance);
  return instance;
}

/** More texts, for pages whose words the others need not load. */
export function addTexts(namespace: string, texts: Texts): void {
  added.set(namespace, texts);
  for (const [language, instance] of instances) {
    instance.addResourceBundle(language, namespace, texts[language]);
  }
}
