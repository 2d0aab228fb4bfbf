import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "एक पटकथा, और हर वाक्य की एक तस्वीर।",
	create: "नया स्टोरीबोर्ड",
	create_title: "यह किस बारे में है?",
	create_yes: "बनाएँ",
	name: "नाम",
	name_missing: "कोई नाम दें",
	script: "पटकथा",
	script_hint: "हर पंक्ति में एक वाक्य। हर वाक्य एक शॉट बनेगा।",
	no_shots: "अभी कोई शॉट नहीं",
	empty_title: "तस्वीरों में कहानी सुनाएँ",
	empty_text: "पटकथा चिपकाएँ, हर पंक्ति में एक वाक्य। हर वाक्य की तस्वीर बनेगी और आप सबको उभरते देखेंगे।",
	more: "और दिखाएँ",
});
