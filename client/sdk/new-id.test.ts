import { expect, test } from "vitest";
import { newId } from "./new-id.ts";

test("ids are UUIDs and none comes twice, with all of crypto, with a part of it, and with none", () => {
	const some = { getRandomValues: crypto.getRandomValues.bind(crypto) };
	for (const here of [crypto, some, undefined, {}]) {
		const ids = Array.from({ length: 300 }, () => newId(here));
		for (const id of ids)
			expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
		expect(new Set(ids).size).toBe(ids.length);
	}
});
