import { Dice } from "../../validate/testing/random.ts";
import type { Json } from "./making.ts";

/** What becomes the text of prompts: signs that are taken away at an end or between, as many as are taken. */
const runs = [".", ". ", ",;", "( ,", "a.", "\u0001", "\u202e", "（", "家，", "!?"];
const longest = {
	description: 2000,
	negative_prompt: 2000,
	hair_style: 120,
	hair_color: 120,
	skin: 120,
	gender: 120,
};

/** A character whose settings are slow to make a prompt of. */
export function characterAttack(seed: number): { body: Json; shape: string } {
	const dice = new Dice(seed);
	const text = (length: number) => {
		const run = dice.pick(runs);
		return `${run.repeat(length / run.length - 1)}${dice.pick(["x", ".", ""])}`;
	};
	const settings = Object.fromEntries(
		Object.entries(longest)
			.filter(() => dice.chance(0.7))
			.map(([field, most]) => [field, text(1 + dice.below(most))]),
	);
	return { body: { name: "hostile", settings }, shape: "settings of signs" };
}
