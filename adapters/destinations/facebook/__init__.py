"""All that is known of Facebook."""
