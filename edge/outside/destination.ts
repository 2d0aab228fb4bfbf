import { isAddress, isLoopbackAddress, isPublicAddress } from "./addresses.ts";

/** Why a URL is not asked. */
export type Refusal =
	| "not_a_url"
	| "not_https"
	| "has_credentials"
	| "port_refused"
	| "address_inside"
	| "name_inside"
	| "not_resolved";

export type Destination =
	/** `resolve`: the name whose addresses must be looked at as well; null: there is none. */
	{ ok: true; url: URL; resolve: string | null } | { ok: false; code: Refusal; message: string };

/** Ends of names that networks keep for themselves. */
const INSIDE_NAMES =
	/(^|\.)(localhost|localdomain|local|internal|intranet|private|corp|home|lan|arpa|onion|invalid)$/;
const HTTPS_PORT = 443;
/** Ports from here on need no privileges; below lie mail, shells and databases of old. */
const FIRST_FREE_PORT = 1024;

/**
 * Where a request of ours would go, or why it does not. Reads the URL as `fetch` does: other ways to write an address
 * (decimal, octal, hexadecimal, mapped) are the address by then. A name must be resolved as well, see
 * {@link insideOf}: this says nothing of where it leads. `allowLoopback`: this machine may be meant, without TLS
 * too. Pure.
 */
export function destinationOf(text: string, allowLoopback: boolean): Destination {
	const url = URL.canParse(text) ? new URL(text) : null;
	if (!url) return refused("not_a_url", "this is not a URL; give one such as https://example.com/hooks");
	const host = url.hostname.replace(/^\[|\]$/g, "").replace(/\.+$/, "");
	if (url.username !== "" || url.password !== "")
		return refused("has_credentials", "a URL with a user or password is not accepted");
	const web = url.protocol === "https:" || url.protocol === "http:";
	if (allowLoopback && web && (host === "localhost" || isLoopbackAddress(host)))
		return { ok: true, url, resolve: null };
	if (url.protocol !== "https:") return refused("not_https", "only https is accepted");
	const port = url.port === "" ? HTTPS_PORT : Number(url.port);
	if (port !== HTTPS_PORT && port < FIRST_FREE_PORT)
		return refused("port_refused", `port ${port} is not accepted: take 443, or one from 1024 on`);
	if (isAddress(host))
		return isPublicAddress(host)
			? { ok: true, url, resolve: null }
			: refused("address_inside", `${host} is not an address of the public internet`);
	if (!host.includes(".") || INSIDE_NAMES.test(host))
		return refused("name_inside", `${host} is not a name of the public internet`);
	return { ok: true, url, resolve: host };
}

/** Why nothing goes to a name with these addresses: one that leads inside is enough. Null: nothing speaks against it. */
export function insideOf(
	host: string,
	addresses: readonly string[],
): Extract<Destination, { ok: false }> | null {
	if (addresses.length === 0) return refused("not_resolved", `the name ${host} has no address`);
	if (addresses.every(isPublicAddress)) return null;
	// Which address is not told: it would map somebody's network.
	return refused("address_inside", `the name ${host} leads to an address that is not of the public internet`);
}

function refused(code: Refusal, message: string): Extract<Destination, { ok: false }> {
	return { ok: false, code, message };
}
