import { expect, test } from "vitest";
import { formOf, settingsOf } from "./settings-form.ts";

const settings = { description: "red leather jacket", age: 30, hair_color: "black" };

test("S3-107 settings become a form and come back as they were", () => {
	const form = formOf({ name: "Mara", settings });
	expect(form).toMatchObject({ name: "Mara", description: "red leather jacket", age: "30", gender: "" });
	expect(settingsOf(form)).toEqual(settings);
});

test("what is blank is not said; an age that is no number is sent as it stands, so that the edge says what is wrong", () => {
	const form = formOf({ name: "Mara", settings });
	expect(settingsOf({ ...form, hair_color: "  ", age: " 31 " })).toEqual({
		description: "red leather jacket",
		age: 31,
	});
	expect(settingsOf({ ...form, age: "young" })).toMatchObject({ age: "young" });
});
