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
	const editing = draft !== null;
	useEffect(() => {
		if (!editing) return;
		field.current?.focus();
		field.current?.select();
	}, [editing]);
	const leave = () => {
		setDraft(null);
		requestAnimationFrame(() => button.current?.focus());
	};
	const save = () => {
		const next = (draft ?? "").trim();
		setDraft(null);
		// What could not be saved is shown again as it was; why is told elsewhere.
		if (next !== "" && next !== text) onSave(next).catch(() => setDraft(next));
	};
	const press = (event: KeyboardEvent) => {
		if (event.key === "Escape") leave();
		if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
		event.preventDefault();
		save();
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
				onBlur={save}
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
			onClick={() => setDraft(text)}
			className={classes(
				"block min-h-6 w-full cursor-text rounded-md border border-transparent px-1.5 py-0.5 text-start transition [overflow-wrap:anywhere] hover:border-line hover:bg-raised",
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
