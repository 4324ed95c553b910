"""All that is known of Zendesk."""
