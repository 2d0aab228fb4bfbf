import type { ComponentType } from "react";
import type { IconName } from "../../ui/icon.tsx";
import type { Locale } from "../../words/locale.ts";

/** What a page is given: the parts of its address, by the names its path gives them. */
export interface PageProps {
	params: Readonly<Record<string, string>>;
	/** The title of its route, in the language that is spoken. */
	title: string;
}

/** A page of the studio. `pages/<page>/route.ts` exports one as `route`; nothing else knows of it. */
export interface Route {
	/** Below /studio, such as `/jobs/:id`. */
	path: string;
	/** Its name in the menu, and of the browser's tab. */
	title: Record<Locale, string>;
	/** Its place in the menu; left out, it is not there. */
	menu?: {
		icon: IconName;
		/** Lower ones come first. */
		order: number;
		/** Pressed after `g`, it leads here. */
		shortcut: string;
		/** How many things wait on the page; told beside its name, and not where there are none. */
		count?(signal: AbortSignal): Promise<number>;
	};
	/** The page of the menu that it belongs to, where its own address is not below that. */
	within?: string;
	/** Whom it is for; left out: those who sign in to an account. */
	audience?: "operator";
	/** Loads the page itself. */
	page(): Promise<{ default: ComponentType<PageProps> }>;
	/** Begins to load its words, so that they come along with the page. */
	words(locale: Locale): Promise<unknown>;
}
