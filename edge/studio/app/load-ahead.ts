import { shell } from "../words/shell.ts";
import { localeNow } from "../words/words.tsx";
import { placeNow } from "./routing/router.tsx";
import { routeOf, startOf } from "./routing/routes.ts";
import { mayBeSignedIn } from "./session/session.tsx";

/**
 * Whoever was signed in with this browser most likely still is: the page of the address and its words come while the edge is
 * asked. What cannot be loaded now is asked for again, and told, by what needs it.
 */
export function loadAhead(): void {
	if (!mayBeSignedIn()) return;
	const locale = localeNow();
	const { path } = placeNow();
	const route = routeOf(path === "/" ? startOf(false) : path)?.route;
	for (const coming of [shell.load(locale), route?.page(), route?.words(locale)]) coming?.catch(() => {});
}
