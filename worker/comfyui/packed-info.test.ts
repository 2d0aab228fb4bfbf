import { randomBytes } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { OBJECT_INFO_LIMITS } from "../../edge/contract/workers/workers.ts";
import { packInfo } from "./packed-info.ts";

test("keeps the text as it came, NaN and all, and gives the same bytes and hash every time", async () => {
	const raw = Buffer.from('{"A": {"max": 18446744073709551615, "is_changed": NaN, "name": "\u00fc"}}');
	const packed = await packInfo(raw);
	expect(packed && gunzipSync(packed.bytes)).toEqual(raw);
	expect(packed?.sha256).toMatch(/^[0-9a-f]{64}$/);
	expect(await packInfo(raw)).toEqual(packed);
	expect((await packInfo(Buffer.concat([raw, Buffer.from(" ")])))?.sha256).not.toBe(packed?.sha256);
});

test("is none where the edge would not take it", async () => {
	expect(await packInfo(Buffer.alloc(OBJECT_INFO_LIMITS.unpacked + 1))).toBeNull();
	expect(await packInfo(randomBytes(OBJECT_INFO_LIMITS.packed + 1))).toBeNull();
});
