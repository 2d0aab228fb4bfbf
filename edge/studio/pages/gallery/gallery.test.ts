import { expect, test } from "vitest";
import type { Asset } from "../../../contract/assets/assets.ts";
import { byDay } from "./days.ts";
import { addressOf, assetQuery, EVERYTHING, type Filter, filterOf, filtersOn } from "./filter.ts";
import { NOTHING, pressed } from "./selection.ts";

const FULL: Filter = {
	kind: "image",
	made_with: "pipeline:reference-dataset",
	character: "chr_1",
	project: "prj_1",
	from: "2026-11-01",
	to: "2026-11-27",
	references: true,
};

test("a filter stands in the address, and comes back from it", () => {
	expect(addressOf(EVERYTHING)).toBe("/gallery");
	for (const filter of [EVERYTHING, FULL, { ...EVERYTHING, references: true }])
		expect(filterOf(new URL(addressOf(filter), "http://x").searchParams)).toEqual(filter);
	expect(filtersOn(EVERYTHING)).toBe(0);
	expect(filtersOn(FULL)).toBe(6);
});

test.each(["kind=latent", "made_with=x", "from=yesterday", "to=2026-99-99", "references=1"])(
	"what makes no sense in an address is no filter: %s",
	(query) => {
		expect(filterOf(new URLSearchParams(query))).toEqual(EVERYTHING);
	},
);

test("days are whole ones where the person is, the last one included", () => {
	const asked = assetQuery(FULL);
	expect(asked).toMatchObject({ pipeline: "reference-dataset", workflow: undefined, include_hidden: "true" });
	expect(asked.created_after).toBe(new Date(2026, 10, 1).toISOString());
	expect(asked.created_before).toBe(new Date(2026, 10, 28).toISOString());
	expect(assetQuery(EVERYTHING).include_hidden).toBeUndefined();
});

test("pictures stand under the day they were made on", () => {
	const at = (day: number, hour: number) =>
		({ created_at: new Date(2026, 10, day, hour).toISOString() }) as Asset;
	const days = byDay([at(27, 23), at(27, 0), at(26, 23)]);
	expect(days.map(({ start, assets }) => [start.getDate(), assets.length])).toEqual([
		[27, 2],
		[26, 1],
	]);
});

test("one is selected and let go of; with shift, all between, in either direction", () => {
	const order = ["a", "b", "c", "d", "e"];
	const one = pressed(NOTHING, "b", order, false);
	expect([...one.ids]).toEqual(["b"]);
	const range = pressed(one, "d", order, true);
	expect([...range.ids].sort()).toEqual(["b", "c", "d"]);
	expect([...pressed(range, "a", order, true).ids].sort()).toEqual(["a", "b", "c", "d"]);
	expect([...pressed(range, "c", order, true).ids]).toEqual(["b"]);
	expect([...pressed(NOTHING, "c", order, true).ids]).toEqual(["c"]);
	expect([...pressed(one, "b", order, false).ids]).toEqual([]);
});
