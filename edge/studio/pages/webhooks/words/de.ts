import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "Ihre Programme erfahren von Aufträgen, sobald etwas geschieht.",
	create: "Webhook hinzufügen",
	empty_title: "Noch wird niemand benachrichtigt",
	empty_text:
		"Fügen Sie die Adresse Ihres Servers hinzu. Jedes Ereignis ist signiert, wird drei Tage lang versucht und lässt sich erneut senden.",
	url: "Zieladresse",
	url_hint: "Beginnt mit https:// und ist aus dem Internet erreichbar",
	note: "Eigene Notiz",
	hears: "Wovon er erfährt",
	everything: "Alles",
	made: "Sein Signaturgeheimnis",
	shown_once: "Ihr Server prüft damit Signaturen. Jetzt kopieren: Es wird nicht noch einmal gezeigt.",
	done: "Ich habe es",
	paused: "Pausiert",
	failing: "Schlägt fehl seit {time}",
	good: "Stellt zu",
});
