import { useEffect, useState } from "react";

/** The version that this tab was loaded anew for: once for each, so that it never goes round in a circle. */
const LOADED_FOR = "darkroom.loaded_for";

/** The program that a page begins with: its name says which version it is of. Null where there is none. */
const entryOf = (page: Document): string | null =>
	page.querySelector("script[type=module][src]")?.getAttribute("src") ?? null;

/** Of the page that is served now; null where it cannot be had. */
async function servedEntry(): Promise<string | null> {
	try {
		const answer = await fetch("/studio/", { cache: "no-store" });
		return answer.ok ? entryOf(new DOMParser().parseFromString(await answer.text(), "text/html")) : null;
	} catch {
		return null;
	}
}

/** What there is to do about a part of the page that could not be loaded, or broke. */
type Remedy = "reloads" | "unreachable" | "none";

/**
 * Loads the page anew where another version of it is served than the one that runs: of an old one files may be gone. At most
 * once for each version; where the browser remembers nothing, never.
 */
export async function renew(): Promise<Remedy> {
	const served = await servedEntry();
	if (served === null) return "unreachable";
	if (served === entryOf(document)) return "none";
	try {
		if (sessionStorage.getItem(LOADED_FOR) === served) return "none";
		sessionStorage.setItem(LOADED_FOR, served);
	} catch {
		return "none";
	}
	window.location.reload();
	return "reloads";
}

/** The same for something that is shown in place of what broke. Null until it is known. */
export function useRemedy(): Remedy | null {
	const [remedy, setRemedy] = useState<Remedy | null>(null);
	useEffect(() => {
		void renew().then(setRemedy);
	}, []);
	return remedy;
}
