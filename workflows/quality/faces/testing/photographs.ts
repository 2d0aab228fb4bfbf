import path from "node:path";
import { fromPypi } from "../../../testing/from-pypi.ts";

/** Photographs of one man, the first three, and of another one. */
export interface Photographs {
	same: [string, string, string];
	other: string;
}

/**
 * Photographs of two men that the source package of `face_recognition` holds for its own tests. They are not copied here.
 * Null where pip does not fetch it.
 */
export async function photographs(): Promise<Photographs | null> {
	const folder = await fromPypi({
		...{ name: "face_recognition", version: "1.3.0", as: "source" },
		inside: "tests/test_images",
	});
	if (folder === null) return null;
	const at = (name: string) => path.join(folder, name);
	return { same: [at("obama.jpg"), at("obama2.jpg"), at("obama3.jpg")], other: at("biden.jpg") };
}

/**
 * Photographs of people, and of things and animals with nobody among them: those of `face_recognition`, and those that
 * scikit-image ships, of which one is of a person. Null where pip does not fetch them.
 */
export async function portraits(): Promise<{ people: string; things: string } | null> {
	const people = await photographs();
	const things = await fromPypi({
		...{ name: "scikit-image", version: "0.26.0", as: "wheel" },
		inside: "skimage/data",
	});
	return people === null || things === null ? null : { people: path.dirname(people.other), things };
}
