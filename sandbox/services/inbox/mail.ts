import { type AddressObject, simpleParser } from 'mailparser';

/** A mail as it arrived. */
export interface Mail {
	/** Counts up in the order of arrival. */
	id: number;
	/** ISO 8601. */
	receivedAt: string;
	/** Addresses without names: whom the mail says that it is from and to. */
	from: string;
	to: string[];
	cc: string[];
	/** Addresses that it was really brought to, BCC among them. */
	recipients: string[];
	subject: string;
	/** Empty where the mail has no such part. */
	text: string;
	/** Empty where the mail has no such part. */
	html: string;
	attachments: Attachment[];
}

/** A file in a mail. */
export interface Attachment {
	fileName: string;
	contentType: string;
	/** Base64. */
	content: string;
}

/** Reads a mail as SMTP brings it. */
export async function readMail(
	message: Buffer,
	recipients: string[],
): Promise<Omit<Mail, 'id' | 'receivedAt'>> {
	const mail = await simpleParser(message, { skipTextToHtml: true, skipHtmlToText: true });
	return {
		from: addresses(mail.from).at(0) ?? '',
		to: addresses(mail.to),
		cc: addresses(mail.cc),
		recipients,
		subject: mail.subject ?? '',
		text: mail.text ?? '',
		html: mail.html === false ? '' : mail.html,
		attachments: mail.attachments.map(({ filename = '', contentType, content }) => ({
			fileName: filename,
			contentType,
			content: content.toString('base64'),
		})),
	};
}

function addresses(field: AddressObject | AddressObject[] | undefined): string[] {
	const lists = field === undefined ? [] : [field].flat();
	return lists.flatMap(({ value }) => value.map(({ address = '' }) => address));
}
