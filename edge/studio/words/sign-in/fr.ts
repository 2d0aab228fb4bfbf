import { translationOf } from "../catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	title: "Connexion",
	lead: "Regardez vos images se révéler.",
	label: "Clé d’API ou jeton",
	hint: "Elle est échangée contre une session ; cette page ne la garde pas.",
	submit: "Se connecter",
	working: "Connexion…",
	required: "Saisissez une clé ou un jeton",
	refused: "Cette clé ou ce jeton n’est pas valable. A-t-il été copié en entier ?",
	refused_token: "Ce jeton n’est pas accepté : {why}",
	forbidden: "Cette clé ne peut pas lire les tâches : il lui faut la portée {scope}.",
	unreachable: "Le serveur est injoignable. Réessayez dans un instant.",
	link_over: "Cette adresse a déjà servi ou a expiré. Connectez-vous avec une clé.",
	ended: "Votre session est terminée. Reconnectez-vous.",
});
