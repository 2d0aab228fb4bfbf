import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { classes } from "../../ui/class-names.ts";
import { words } from "./words.ts";

interface Props {
	text: string;
	/** What pressing it does, for screen readers. */
	label: string;
	/** Stands where there is no text. */
	instead?: string;
	/** Characters that it may have. */
	most: number;
	className?: string;
	onSave(text: string): Promise<unknown>;
}

/** Text that turns into a field when it is pressed. Enter, or leaving it, saves; Escape leaves it as it was. */
export function InPlace({ text, label, instead, most, className, onSave }: Props) {
	const say = words.use();
	const [draft, setDraft] = useState<string | null>(null);
	const field = useRef<HTMLTextAreaElement>(null);
	const button = useRef<HTMLButtonElement>(null);
	const open = useRef(false);
	const editing = draft !== null;
	useEffect(() => {
		if (!editing) return;
		field.current?.focus();
		field.current?.select();
	}, [editing]);
	const begin = (draft: string) => {
		open.current = true;
		setDraft(draft);
	};
	/** Ends the editing, once: a field that goes away is left as well. */
	const end = ({ save }: { save: boolean }) => {
		if (!open.current) return;
		open.current = false;
		setDraft(null);
		const next = (draft ?? "").trim();
		// What could not be saved stands in its field again; why is told elsewhere.
		if (save && next !== "" && next !== text) onSave(next).catch(() => begin(next));
	};
	const press = (event: KeyboardEvent) => {
		const enter = event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing;
		if (!enter && event.key !== "Escape") return;
		event.preventDefault();
		end({ save: enter });
		requestAnimationFrame(() => button.current?.focus());
	};
	if (editing) {
		return (
			<textarea
				ref={field}
				aria-label={label}
				title={say("edit_hint")}
				value={draft}
				maxLength={most}
				dir="auto"
				rows={2}
				onChange={(event) => setDraft(event.target.value)}
				onBlur={() => end({ save: true })}
				onKeyDown={press}
				className={classes(
					"field-sizing-content block w-full resize-none rounded-md border border-edge bg-sheet px-1.5 py-0.5",
					className,
				)}
			/>
		);
	}
	return (
		<button
			ref={button}
			type="button"
			title={label}
			onClick={() => begin(text)}
			className={classes(
				"relative block min-h-6 w-full cursor-text rounded-md border border-transparent px-1.5 py-0.5 text-start transition [overflow-wrap:anywhere] hover:border-line hover:bg-raised",
				className,
			)}
		>
			<span className="sr-only">{label}: </span>
			<span dir="auto" className={text === "" ? "text-warn" : ""}>
				{text === "" ? instead : text}
			</span>
		</button>
	);
}
