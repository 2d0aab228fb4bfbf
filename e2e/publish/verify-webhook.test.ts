import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";
import { verifyWebhook } from "../../client/sdk/verify-webhook.ts";

const secret = `whsec_${Buffer.from("a secret of some length, for tests").toString("base64")}`;
const other = `whsec_${Buffer.from("another secret, of some length too").toString("base64")}`;
const at = new Date("2026-01-01T00:00:00Z");
const body = '{"type":"job.succeeded","data":{"name":"é"}}';

function headersOf(more: Record<string, string> = {}) {
	return {
		"webhook-id": "msg_1",
		"webhook-timestamp": String(at.getTime() / 1000),
		"webhook-signature": new Webhook(secret).sign("msg_1", at, body),
		...more,
	};
}
const verify = (
	headers: Record<string, string>,
	more: { secret?: string | string[]; body?: string; now?: number } = {},
) =>
	verifyWebhook(more.body ?? body, new Headers(headers), more.secret ?? secret, {
		now: more.now ?? at.getTime(),
	});

test("what Standard Webhooks signs is good, also while the secret is changed", async () => {
	const event = JSON.parse(body);
	expect(await verify(headersOf())).toEqual(event);
	expect(await verify(headersOf(), { secret: [other, secret] })).toEqual(event);
	const signature = headersOf()["webhook-signature"];
	const several = `v1,bm9wZQ== v1a,xyz v1,%%% ${signature}`;
	expect(await verify(headersOf({ "webhook-signature": several }))).toEqual(event);
	expect(await verifyWebhook(body, headersOf(), secret, { now: at.getTime() + 299_000 })).toEqual(event);
});

test.each([
	["another secret", headersOf(), { secret: other }, /no signature/],
	["other bytes", headersOf(), { body: `${body} ` }, /no signature/],
	["another id", headersOf({ "webhook-id": "msg_2" }), {}, /no signature/],
	["no signature", headersOf({ "webhook-signature": "" }), {}, /no signature/],
	["an old one", headersOf(), { now: at.getTime() + 301_000 }, /too old/],
	["one from the future", headersOf(), { now: at.getTime() - 301_000 }, /future/],
	["no time", headersOf({ "webhook-timestamp": "now" }), {}, /missing/],
	["no id", headersOf({ "webhook-id": "" }), {}, /missing/],
])("refused: %s", async (_, headers, more, words) => {
	await expect(verify(headers, more)).rejects.toThrow(words);
});
