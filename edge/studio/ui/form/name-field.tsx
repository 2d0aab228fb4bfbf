import { Field } from "./field.tsx";

/** Characters of a name that addresses and references are made of. */
const LONGEST = 64;

interface Props {
	label: string;
	hint: string;
	value: string;
	error: string | undefined;
	onChange(next: string): void;
}

/** The name that something is called by in references such as `mia@2`: small letters and digits, whatever the language of the page. */
export function NameField({ onChange, ...field }: Props) {
	return (
		<Field
			{...field}
			maxLength={LONGEST}
			autoComplete="off"
			dir="ltr"
			onChange={(event) => onChange(event.target.value)}
		/>
	);
}
