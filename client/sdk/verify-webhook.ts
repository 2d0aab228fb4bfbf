/** What is wrong with a post that says it is a webhook's. */
export class WebhookVerificationError extends Error {
	constructor(message: string) {
		super(message);
		this.name = "WebhookVerificationError";
	}
}

/** Seconds that the clock of whoever sent it may be away from this one. */
const TOLERANCE_S = 300;

const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

/**
 * The body of a webhook's post, if one of its signatures is good and it is not old (Standard Webhooks,
 * github.com/standard-webhooks/standard-webhooks). Signatures are compared in constant time.
 *
 * @param body as it came: one that was parsed and written again has other bytes
 * @param secret `whsec_…`; two while it is being changed
 * @param options.toleranceS seconds that the clocks may differ; 300, if absent
 * @throws WebhookVerificationError
 */
export async function verifyWebhook(
	body: string,
	headers: Headers | Record<string, string | string[] | undefined>,
	secret: string | readonly string[],
	options: { toleranceS?: number; now?: number } = {},
): Promise<unknown> {
	const header = (name: string) => {
		if (headers instanceof Headers) return headers.get(name) ?? "";
		const value = headers[name] ?? headers[name.toLowerCase()];
		return Array.isArray(value) ? (value[0] ?? "") : (value ?? "");
	};
	const [id, timestamp] = [header("webhook-id"), header("webhook-timestamp")];
	if (id === "" || !/^\d{1,12}$/.test(timestamp))
		throw new WebhookVerificationError("the headers webhook-id and webhook-timestamp are missing");
	const { toleranceS = TOLERANCE_S, now = Date.now() } = options;
	if (Math.abs(now / 1000 - Number(timestamp)) > toleranceS)
		throw new WebhookVerificationError(
			"it is too old, or from the future: the clocks differ, or it was sent again",
		);
	const signed = new TextEncoder().encode(`${id}.${timestamp}.${body}`);
	const signatures = header("webhook-signature")
		.split(" ")
		.filter((one) => one.startsWith("v1,"))
		.map((one) => one.slice(3));
	for (const one of [secret].flat()) {
		const raw = bytesOf(one.replace(/^whsec_/, ""));
		const key = await crypto.subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, [
			"verify",
		]);
		for (const signature of signatures)
			if (await crypto.subtle.verify("HMAC", key, decoded(signature), signed)) return JSON.parse(body);
	}
	throw new WebhookVerificationError("no signature is good: another secret, or other bytes than were signed");
}

/** The bytes of a signature; none where it is no base64, which fits nothing. */
function decoded(signature: string): Uint8Array<ArrayBuffer> {
	try {
		return bytesOf(signature);
	} catch {
		return new Uint8Array();
	}
}
