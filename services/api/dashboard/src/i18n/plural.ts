/** The word that fits a number, by the rules of the language. */
export type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

const rules = { ru: new Intl.PluralRules("ru"), en: new Intl.PluralRules("en") };

export function plural(language: keyof typeof rules, count: number, forms: Forms): string {
  return forms[rules[language].select(count)] ?? forms.other;
}
