import { useState } from "react";
import { TextArea } from "../../../ui/form/text-area.tsx";
import { words } from "../words.ts";

interface Props {
	label: string;
	hint: string;
	error: string | undefined;
	value: unknown;
	onChange(value: unknown): void;
}

/** A value of a kind that has no field of its own, written as JSON. */
export function JsonInput({ label, hint, error, value, onChange }: Props) {
	const say = words.use();
	const [text, setText] = useState(value === undefined ? "" : JSON.stringify(value, null, 2));
	const [broken, setBroken] = useState(false);
	return (
		<TextArea
			label={label}
			hint={hint}
			error={broken ? say("no_json") : error}
			value={text}
			spellCheck={false}
			onChange={(next) => {
				setText(next);
				try {
					onChange(next.trim() === "" ? undefined : JSON.parse(next));
					setBroken(false);
				} catch {
					setBroken(true);
				}
			}}
		/>
	);
}
