"""What profiles hold that a household could share."""
