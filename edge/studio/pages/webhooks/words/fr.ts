import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "Vos programmes sont avertis dès qu’il se passe quelque chose.",
	create: "Ajouter un webhook",
	empty_title: "Personne n’est encore averti",
	empty_text:
		"Ajoutez l’adresse de votre serveur. Chaque événement est signé, tenté pendant trois jours et peut être renvoyé.",
	url: "Adresse de destination",
	url_hint: "Commence par https:// et est joignable depuis Internet",
	note: "Votre note",
	hears: "Ce qu’il reçoit",
	everything: "Tout",
	made: "Son secret de signature",
	shown_once: "Votre serveur vérifie les signatures avec. Copiez-le maintenant : il ne sera plus affiché.",
	done: "C’est copié",
	paused: "En pause",
	failing: "En échec depuis {time}",
	good: "Livraison en cours",
});
