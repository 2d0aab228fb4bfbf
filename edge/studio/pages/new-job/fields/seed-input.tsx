import { Button } from "../../../ui/button/button.tsx";
import { Field } from "../../../ui/form/field.tsx";
import { words } from "../words.ts";

interface Props {
	label: string;
	hint: string;
	error: string | undefined;
	/** Undefined: one is chosen. */
	value: number | undefined;
	onChange(value: number | undefined): void;
}

/** A seed: left empty, one is chosen; the same one makes the same picture. */
export function SeedInput({ label, hint, error, value, onChange }: Props) {
	const say = words.use();
	return (
		<Field
			label={label}
			hint={hint}
			error={error}
			name="seed"
			inputMode="numeric"
			placeholder={say("seed_chosen")}
			value={value ?? ""}
			onChange={({ target }) => {
				const digits = target.value.replaceAll(/\D/g, "").slice(0, 16);
				onChange(digits === "" ? undefined : Math.min(Number(digits), Number.MAX_SAFE_INTEGER));
			}}
			end={
				value !== undefined && (
					<Button look="quiet" className="min-h-9 px-3 text-sm" onClick={() => onChange(undefined)}>
						{say("clear")}
					</Button>
				)
			}
		/>
	);
}
