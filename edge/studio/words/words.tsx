import { createContext, type ReactNode, use, useEffect, useMemo, useState, useTransition } from "react";
import { type Catalogue, type Message, type Say, sayIn } from "./catalogue.ts";
import { directionOf, firstLocale, type Locale } from "./locale.ts";

const REMEMBERED = "darkroom.language";

interface Language {
	locale: Locale;
	/** Chooses another one and remembers it; the page stays until its words are there. Rejects where they cannot be loaded. */
	choose(locale: Locale): Promise<void>;
}
const LanguageContext = createContext<Language | null>(null);

/** The language of the page, and how to choose another. */
export function useLanguage(): Language {
	const language = use(LanguageContext);
	if (!language) throw new Error("no language above this component");
	return language;
}

/** `load`: begins to load what is said everywhere. */
export function LanguageProvider({
	load,
	children,
}: {
	load(locale: Locale): Promise<unknown>;
	children: ReactNode;
}) {
	const [locale, setLocale] = useState(localeNow);
	const [, startTransition] = useTransition();
	useEffect(() => {
		document.documentElement.lang = locale;
		document.documentElement.dir = directionOf(locale);
	}, [locale]);
	const language = useMemo(
		() => ({
			locale,
			choose: async (chosen: Locale) => {
				localStorage.setItem(REMEMBERED, chosen);
				await load(chosen);
				startTransition(() => setLocale(chosen));
			},
		}),
		[locale, load],
	);
	return <LanguageContext value={language}>{children}</LanguageContext>;
}

/** The language that the page begins with. */
export const localeNow = (): Locale => firstLocale(remembered(), navigator.languages);

function remembered(): string | null {
	try {
		return localStorage.getItem(REMEMBERED);
	} catch {
		// A browser that keeps nothing for us.
		return null;
	}
}

type Loaders = Record<string, () => Promise<unknown>>;

/** The words of a page, or of the shell: loaded in the language that is spoken, and in no other. */
export interface Words<E extends Catalogue> {
	/** Begins to load them, so that they are there when the page is. */
	load(locale: Locale): Promise<Say<E>>;
	/** Says them. Suspends the component until they are there. */
	use(): Say<E>;
}

/** Takes `import.meta.glob("./words/*.ts", { import: "default" })`. */
export function wordsFrom<E extends Catalogue>(files: Loaders): Words<E> {
	const loading = new Map<Locale, Promise<Say<E>>>();
	const load = (locale: Locale): Promise<Say<E>> => {
		const known = loading.get(locale);
		if (known) return known;
		const file = Object.keys(files).find((name) => name.endsWith(`/${locale}.ts`));
		const found = file === undefined ? undefined : files[file];
		if (!found) throw new Error(`no words in ${locale}`);
		const say = found().then((words) => sayIn<E>(locale, words as Record<keyof E & string, Message>));
		// What could not be loaded is asked for again.
		say.catch(() => loading.delete(locale));
		loading.set(locale, say);
		return say;
	};
	return { load, use: () => use(load(useLanguage().locale)) };
}
