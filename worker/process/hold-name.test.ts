import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { holdName } from "./hold-name.ts";

test("a name is held once on a machine; another one beside it is free", async () => {
	const name = randomUUID();
	expect(await holdName(name)).toBe(true);
	expect(await holdName(name)).toBe(false);
	expect(await holdName(`${name} too`)).toBe(true);
});
