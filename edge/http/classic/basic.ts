import { ApiError } from "../../problem.ts";
import { isClassic } from "./paths.ts";

/** What a browser that comes without credentials is asked for: it sends them with every request from then on. */
export const BASIC_CHALLENGE = 'Basic realm="Darkroom: any name, and a key as the password", charset="UTF-8"';

/**
 * The key that stands as the password of Basic credentials, as a bearer; null where there are none. Published clients
 * of ComfyUI have a place for those and for nothing else, so they count on its routes and nowhere else. A browser
 * sends them whoever made it ask, so what a page of another origin asks is refused. `path`: by which the request finds
 * its route. @throws ApiError `forbidden`
 */
export function basicBearer(path: string, { headers, url }: Request): string | null {
	if (!isClassic(path)) return null;
	const encoded = /^Basic +([A-Za-z0-9+/=]+)$/i.exec(headers.get("authorization") ?? "")?.[1];
	if (encoded === undefined) return null;
	const own = new URL(url).origin;
	const origin = headers.get("origin");
	if ((origin !== null && origin !== own) || headers.get("sec-fetch-site") === "cross-site")
		throw new ApiError(
			"forbidden",
			`Basic credentials count only from pages of ${own}, and from programs. Send the key as \`Authorization: Bearer …\``,
		);
	const password = passwordOf(encoded);
	return password === null ? null : `Bearer ${password}`;
}

function passwordOf(encoded: string): string | null {
	try {
		const text = atob(encoded);
		const colon = text.indexOf(":");
		return colon === -1 ? null : text.slice(colon + 1);
	} catch {
		return null;
	}
}
