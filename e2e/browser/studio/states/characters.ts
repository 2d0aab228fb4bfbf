import type { State } from "../testing/state.ts";

export const states: State[] = [
	{
		name: "empty",
		arrange: async () => "/characters",
		ready: (page) => page.locator("main h2").waitFor(),
	},
	{
		name: "many",
		arrange: async ({ client }) => {
			for (const [name, description] of [
				["Mara", "a woman of thirty with short black hair in a red leather jacket"],
				["Донаудампфшиффартсгезельшафтскапитэн Пётр Ильич", "старый капитан в синем бушлате"],
				["ليلى", ""],
				["Otto", "an old lighthouse keeper, white beard, woollen cap, ".repeat(12)],
				["花子", "黒い長い髪、白いワンピース"],
			])
				await client.characters.create({ name: name ?? "", settings: { description } });
			return "/characters";
		},
		ready: (page) => page.locator("[data-character]").nth(4).waitFor(),
	},
];
