/** The languages of the studio, each by the name its speakers give it. */
export const LOCALES = {
	en: "English",
	"pt-BR": "Português (Brasil)",
	es: "Español",
	fr: "Français",
	de: "Deutsch",
	ja: "日本語",
	ko: "한국어",
	"zh-CN": "简体中文",
	ru: "Русский",
	hi: "हिन्दी",
	ar: "العربية",
} as const;
export type Locale = keyof typeof LOCALES;

const isLocale = (text: string | null): text is Locale => text !== null && text in LOCALES;

export const directionOf = (locale: Locale): "ltr" | "rtl" => (locale === "ar" ? "rtl" : "ltr");

/**
 * The language to begin with: the one that was chosen, else the first that the browser asks for and we speak, in any of
 * its regions, else English. Pure.
 */
export function firstLocale(chosen: string | null, asked: readonly string[]): Locale {
	if (isLocale(chosen)) return chosen;
	const languageOf = (tag: string) => tag.toLowerCase().split("-")[0];
	const known = Object.keys(LOCALES) as Locale[];
	for (const tag of asked) {
		const found =
			known.find((locale) => locale.toLowerCase() === tag.toLowerCase()) ??
			known.find((locale) => languageOf(locale) === languageOf(tag));
		if (found) return found;
	}
	return "en";
}
