import { Button } from "../button/button.tsx";
import { CopyButton } from "../button/copy-button.tsx";
import { Dialog } from "./dialog.tsx";

interface Props {
	title: string;
	/** That it is shown this once. */
	text: string;
	/** Null: there is none to show. */
	secret: string | null;
	/** What the button says that closes it. */
	done: string;
	onClose(): void;
}

/** Shows a secret that nobody can see again. */
export function SecretDialog({ title, text, secret, done, onClose }: Props) {
	return (
		<Dialog
			open={secret !== null}
			onClose={onClose}
			title={title}
			text={text}
			actions={
				<>
					<CopyButton text={secret ?? ""} />
					<Button look="primary" onClick={onClose}>
						{done}
					</Button>
				</>
			}
		>
			<p
				dir="ltr"
				data-secret
				className="rounded-lg bg-raised px-4 py-3 font-mono text-sm select-all [overflow-wrap:anywhere]"
			>
				{secret}
			</p>
		</Dialog>
	);
}
