import { useState } from "react";
import type { NewApiKey } from "../../../contract/access/keys.ts";
import type { Scope } from "../../../contract/access/scopes.ts";
import { problemsOf } from "../../api.ts";
import { FormDialog } from "../../ui/dialog/form-dialog.tsx";
import { Field } from "../../ui/form/field.tsx";
import { Select } from "../../ui/form/select.tsx";
import { SCOPES, useCreateKey } from "./requests.ts";
import { ScopeBoxes } from "./scope-boxes.tsx";
import { words } from "./words.ts";

const DAY_S = 24 * 60 * 60;
const DAYS = ["7", "30", "90", "365"] as const;
type Lasts = (typeof DAYS)[number] | "forever";

interface Props {
	open: boolean;
	onClose(): void;
	onMade(key: NewApiKey): void;
}

/** Name, scopes and life of a new key. */
export function KeyForm({ open, onClose, onMade }: Props) {
	const say = words.use();
	const [name, setName] = useState("");
	const [scopes, setScopes] = useState<readonly Scope[]>(SCOPES);
	const [lasts, setLasts] = useState<Lasts>("forever");
	const create = useCreateKey((key) => {
		setName("");
		setScopes(SCOPES);
		setLasts("forever");
		onMade(key);
	});
	const { fields, problem } = problemsOf(create.error);
	const submit = () => {
		create.mutate({
			...{ name: name.trim(), scopes },
			expires_in_s: lasts === "forever" ? null : Number(lasts) * DAY_S,
		});
	};
	return (
		<FormDialog
			open={open}
			onClose={onClose}
			title={say("create")}
			go={say("create")}
			busy={create.isPending}
			problem={problem}
			onSubmit={submit}
		>
			<Field
				label={say("name")}
				hint={say("name_hint")}
				value={name}
				required
				autoComplete="off"
				onChange={(event) => setName(event.target.value)}
				error={fields.get("/name")}
			/>
			<ScopeBoxes chosen={scopes} onChange={setScopes} error={fields.get("/scopes")} />
			<Select<Lasts>
				label={say("lasts")}
				value={lasts}
				options={[
					["forever", say("forever")] as const,
					...DAYS.map((days) => [days, say("days", { n: Number(days) })] as const),
				]}
				onChange={setLasts}
			/>
		</FormDialog>
	);
}
