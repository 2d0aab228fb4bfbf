import type { Scope } from "../../../contract/access/scopes.ts";
import { Checkbox } from "../../ui/form/checkbox.tsx";
import { FieldError } from "../../ui/form/field-error.tsx";
import { SCOPES } from "./requests.ts";
import { words } from "./words.ts";

interface Props {
	chosen: readonly Scope[];
	onChange(chosen: Scope[]): void;
	/** One that cannot be given here. */
	without?: Scope;
	error?: string | undefined;
}

/** What a key or token may do, by the names that the API gives it. */
export function ScopeBoxes({ chosen, onChange, without, error }: Props) {
	const say = words.use();
	return (
		<fieldset>
			<legend className="mb-2 font-medium">{say("may")}</legend>
			<div className="grid gap-2.5 sm:grid-cols-2">
				{SCOPES.filter((scope) => scope !== without).map((scope) => (
					<Checkbox
						key={scope}
						label={
							<span className="font-mono text-sm" dir="ltr">
								{scope}
							</span>
						}
						checked={chosen.includes(scope)}
						onToggle={(on) => onChange(SCOPES.filter((one) => (one === scope ? on : chosen.includes(one))))}
					/>
				))}
			</div>
			<FieldError error={error} />
		</fieldset>
	);
}
