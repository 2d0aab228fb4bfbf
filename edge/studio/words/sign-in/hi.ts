import { translationOf } from "../catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	title: "साइन इन",
	lead: "अपनी तस्वीरों को उभरते देखें।",
	label: "API कुंजी या टोकन",
	hint: "इसे सत्र से बदला जाता है; यह पेज इसे नहीं रखता।",
	submit: "साइन इन करें",
	working: "साइन इन हो रहा है…",
	required: "कुंजी या टोकन डालें",
	refused: "यह कुंजी या टोकन मान्य नहीं है। क्या पूरा कॉपी हुआ था?",
	refused_token: "यह टोकन स्वीकार नहीं है: {why}",
	forbidden: "यह कुंजी काम नहीं पढ़ सकती: इसे {scope} चाहिए।",
	unreachable: "सर्वर तक नहीं पहुँच सके। थोड़ी देर में फिर कोशिश करें।",
	link_over: "यह पता इस्तेमाल हो चुका या समाप्त है। कुंजी से साइन इन करें।",
	ended: "आपका सत्र समाप्त हुआ। फिर साइन इन करें।",
});
