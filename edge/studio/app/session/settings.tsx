import { Button, buttonClasses } from "../../ui/button/button.tsx";
import { classes } from "../../ui/class-names.ts";
import { toast } from "../../ui/feedback/toast.tsx";
import { Select } from "../../ui/form/select.tsx";
import { Icon } from "../../ui/icon.tsx";
import { THEMES, type Theme, useTheme } from "../../ui/theme.ts";
import { LOCALES, type Locale } from "../../words/locale.ts";
import { shell } from "../../words/shell.ts";
import { useLanguage } from "../../words/words.tsx";
import { renew } from "../trouble/new-version.ts";
import { NotifyButton } from "./notifications.tsx";
import { useSession } from "./session.tsx";

const languages = Object.entries(LOCALES) as [Locale, string][];

/** Language and theme; they can be chosen before somebody is signed in. `bare`: there is little room. */
export function Appearance({ bare = false }: { bare?: boolean }) {
	const say = shell.use();
	const { locale, choose } = useLanguage();
	const [theme, chooseTheme] = useTheme();
	const speak = (chosen: Locale) =>
		choose(chosen).catch(async () => {
			if ((await renew()) !== "reloads") toast({ bad: true, title: say("load_failed") });
		});
	const themes = THEMES.map((one): [Theme, string] => [one, say(`theme_${one}`)]);
	return (
		<div className={bare ? "space-y-2" : "space-y-4"}>
			<Select
				bare={bare}
				label={say("language")}
				value={locale}
				options={languages}
				onChange={(chosen) => void speak(chosen)}
			/>
			<Select bare={bare} label={say("theme")} value={theme} options={themes} onChange={chooseTheme} />
		</div>
	);
}

/** What can be set wherever one is, and the way out. */
export function Settings({ onShortcuts, bare = false }: { onShortcuts(): void; bare?: boolean }) {
	const say = shell.use();
	const { signOut } = useSession();
	const leave = () =>
		signOut().catch((error: unknown) =>
			toast({ bad: true, title: say("refused"), text: error instanceof Error ? error.message : "" }),
		);
	return (
		<div className={bare ? "space-y-3" : "space-y-5"}>
			<Appearance bare={bare} />
			<div className={classes("-mx-2 flex flex-col items-stretch", bare && "text-sm")}>
				<NotifyButton />
				<Button look="quiet" icon="keyboard" className="justify-start px-2" onClick={onShortcuts}>
					{say("shortcuts")}
				</Button>
				<a href="/docs/" className={classes(buttonClasses("quiet"), "justify-start px-2")}>
					<Icon name="file" className="size-4.5" />
					{say("documents")}
				</a>
				<Button look="quiet" icon="out" className="justify-start px-2" onClick={() => void leave()}>
					{say("sign_out")}
				</Button>
			</div>
		</div>
	);
}
