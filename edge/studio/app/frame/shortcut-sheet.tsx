import { Dialog } from "../../ui/dialog/dialog.tsx";
import { shell } from "../../words/shell.ts";
import { useLanguage } from "../../words/words.tsx";
import type { menuOf } from "../routing/routes.ts";
import { usePageShortcuts } from "./shortcuts.ts";

interface Props {
	menu: ReturnType<typeof menuOf>;
	open: boolean;
	onClose(): void;
}

/** All keys that do something here, or wherever one is. */
export function ShortcutSheet({ menu, open, onClose }: Props) {
	const say = shell.use();
	const { locale } = useLanguage();
	const rows: [keys: string[], words: string][] = [
		[["?"], say("shortcut_help")],
		...usePageShortcuts().map(({ key, words }): [string[], string] => [[key], words]),
		...menu.map(({ title, menu }): [string[], string] => [
			["g", menu.shortcut],
			say("go_to", { page: title[locale] }),
		]),
	];
	return (
		<Dialog open={open} onClose={onClose} title={say("shortcuts")}>
			<dl className="space-y-2">
				{rows.map(([keys, words]) => (
					<div key={words} className="flex items-center justify-between gap-6">
						<dt>{words}</dt>
						<dd className="flex gap-1" dir="ltr">
							{keys.map((key) => (
								<kbd
									key={key}
									className="min-w-7 rounded-md border border-line bg-raised px-2 py-0.5 text-center font-mono text-sm"
								>
									{key}
								</kbd>
							))}
						</dd>
					</div>
				))}
			</dl>
		</Dialog>
	);
}
