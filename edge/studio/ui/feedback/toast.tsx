import { useSyncExternalStore } from "react";
import { shell } from "../../words/shell.ts";
import { IconButton } from "../button/button.tsx";
import { Icon } from "../icon.tsx";

interface Note {
	id: number;
	title: string;
	text?: string;
	bad: boolean;
}

/** How long a note stays, in milliseconds; one that says what failed stays until it is closed. */
const SHOWN_MS = 6000;
/** Notes that are shown at once. */
const MOST = 3;

let notes: readonly Note[] = [];
let last = 0;
const listeners = new Set<() => void>();

function change(next: readonly Note[]): void {
	notes = next;
	for (const listener of listeners) listener();
}

const close = (id: number) => change(notes.filter((note) => note.id !== id));

/** Says something at the edge of the screen, wherever the page is. */
export function toast(note: { title: string; text?: string; bad?: boolean }): void {
	last += 1;
	const id = last;
	change([...notes, { bad: false, ...note, id }].slice(-MOST));
	if (!note.bad) setTimeout(() => close(id), SHOWN_MS);
}

/** Where notes appear; once in the page. */
export function Toasts() {
	const say = shell.use();
	const shown = useSyncExternalStore(
		(listener) => {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		() => notes,
	);
	return (
		<div
			role="status"
			className="pointer-events-none fixed inset-x-4 bottom-20 z-50 flex flex-col items-center gap-2 md:inset-x-auto md:end-6 md:bottom-6 md:items-end"
		>
			{shown.map(({ id, title, text, bad }) => (
				<div
					key={id}
					className="pointer-events-auto flex w-full max-w-sm items-start gap-3 rounded-xl border border-line bg-sheet p-4 shadow-float"
				>
					<Icon name={bad ? "warning" : "check"} className={bad ? "size-5 text-bad" : "size-5 text-good"} />
					<div className="min-w-0 flex-1">
						<p className="font-medium">{title}</p>
						{text && <p className="text-sm text-muted [overflow-wrap:anywhere]">{text}</p>}
					</div>
					<IconButton label={say("close")} icon="close" className="-m-2" onClick={() => close(id)} />
				</div>
			))}
		</div>
	);
}
