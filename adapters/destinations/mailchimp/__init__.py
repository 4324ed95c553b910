"""All that is known of Mailchimp."""
